"""The registry as Open Referral HSDS 3.0: for directories of services, portals and helplines."""
