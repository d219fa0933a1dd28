"""What the operator sees of a running installation: metrics, slow statements, reports of errors."""
