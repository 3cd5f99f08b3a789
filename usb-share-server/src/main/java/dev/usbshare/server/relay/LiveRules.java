package dev.usbshare.server.relay;

/** The rules in force, which an operator changes while the relay runs. Confined to the relay's event loop. */
final class LiveRules {

    private AccessPolicy access;
    private RelayLimits limits;

    LiveRules(AccessPolicy access, RelayLimits limits) {
        this.access = access;
        this.limits = limits;
    }

    AccessPolicy access() {
        return access;
    }

    RelayLimits limits() {
        return limits;
    }

    void change(AccessPolicy newAccess, RelayLimits newLimits) {
        access = newAccess;
        limits = newLimits;
    }
}
