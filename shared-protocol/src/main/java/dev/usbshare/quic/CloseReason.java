package dev.usbshare.quic;

import dev.usbshare.wire.CloseCode;

/** How a connection ended. */
public sealed interface CloseReason {

    /** The peer closed it with an application code; {@code detail} is the peer's text, cleaned and bounded. */
    record ByPeer(CloseCode code, String detail) implements CloseReason {}

    /** We closed it. */
    record ByUs(CloseCode code, String detail) implements CloseReason {}

    /** Nothing heard for the idle timeout. */
    record TimedOut() implements CloseReason {}

    /** The transport failed, or the peer used a code that we do not know. */
    record Failed(String detail) implements CloseReason {}

    /** For people. */
    default String text() {
        return switch (this) {
            case ByPeer(var code, var detail) -> "closed there: " + code + inBrackets(detail);
            case ByUs(var code, var detail) -> "closed here: " + code + inBrackets(detail);
            case TimedOut() -> "nothing heard";
            case Failed(var detail) -> "failed: " + detail;
        };
    }

    private static String inBrackets(String detail) {
        return detail.isBlank() ? "" : " (" + detail + ")";
    }
}
