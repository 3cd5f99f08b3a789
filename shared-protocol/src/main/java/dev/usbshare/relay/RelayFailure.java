package dev.usbshare.relay;

/**
 * Why there is no connection to a relay.
 *
 * @param lasting trying again soon is of no use
 * @param text for people: what is wrong, and what to do
 */
record RelayFailure(boolean lasting, String text) {

    static RelayFailure passing(String text) {
        return new RelayFailure(false, text);
    }

    static RelayFailure lasting(String text) {
        return new RelayFailure(true, text);
    }
}
