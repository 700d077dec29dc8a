"""What people do in the studio, done in a real browser against a real server."""
