"""What each command of ``anthology`` does. Modules are imported when their command runs."""
