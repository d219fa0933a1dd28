"""`make demo`: two companies to try on this machine, with nothing to install or clean up."""
