"""The security log: who signed in or changed an account, when and from where."""
