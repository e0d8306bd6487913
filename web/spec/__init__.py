"""The contract of ``/api/v1``: what may be asked, what is answered, and its OpenAPI document."""
