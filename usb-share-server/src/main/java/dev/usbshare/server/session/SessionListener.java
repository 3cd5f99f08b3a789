package dev.usbshare.server.session;

/** Hears of sessions and leases, for meters. Called on the transport's executor; must be quick. */
public interface SessionListener {

    /** Takes no notice. */
    SessionListener UNHEARD = new SessionListener() {
        @Override
        public void sessionOpened() {}

        @Override
        public void sessionClosed() {}

        @Override
        public void peerDenied() {}

        @Override
        public void protocolBroken() {}

        @Override
        public void leaseGranted() {}

        @Override
        public void leaseEnded() {}
    };

    void sessionOpened();

    void sessionClosed();

    /** A peer that is not approved was turned away. */
    void peerDenied();

    /** A connection was closed because the peer broke the protocol. */
    void protocolBroken();

    void leaseGranted();

    void leaseEnded();
}
