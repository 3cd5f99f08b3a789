package dev.usbshare.client.remote;

import dev.usbshare.quic.CloseReason;
import dev.usbshare.wire.ControlMessage;

/** What a person should read about the end of a connection: what happened, and what to do where that is known. */
final class CloseWords {

    /** @param hello what we had said */
    static String of(CloseReason reason, ControlMessage.Hello hello) {
        return switch (reason) {
            case CloseReason.ByPeer(var code, var detail) ->
                switch (code) {
                    case PEER_NOT_APPROVED ->
                        "the server does not know this client: ask its operator to approve the node id that"
                                + " 'usb-share-client --node-id' prints";
                    case TICKET_INVALID ->
                        "the ticket is used up, expired or withdrawn: ask the server's operator for a new one";
                    case APPROVAL_ENDED ->
                        "the server's operator took this client's approval back, or it expired"
                                + (detail.isBlank() ? "" : " (" + detail + ")");
                    case VERSION_MISMATCH ->
                        "no protocol version in common (ours: " + hello.versions() + "): update the older side";
                    case SHUTTING_DOWN -> "the server is stopping";
                    case REPLACED -> "another connection with this client's key replaced this one";
                    default -> "closed by the server: " + code + (detail.isBlank() ? "" : " (" + detail + ")");
                };
            case CloseReason.ByUs ignored -> reason.text();
            case CloseReason.TimedOut() -> "nothing heard from the server";
            case CloseReason.Failed(var detail) -> "connection failed: " + detail;
        };
    }

    private CloseWords() {}
}
