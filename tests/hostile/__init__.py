"""What people, programs and machines do wrong, against a server in a process of its own."""
