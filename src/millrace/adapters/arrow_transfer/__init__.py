"""Moving rows between files and tables as a stream of Arrow record batches."""

from millrace.adapters.arrow_transfer.engine import transfer

__all__ = ["transfer"]
