"""Reading the audit record: what `kernel.audit` wrote, for auditors."""
