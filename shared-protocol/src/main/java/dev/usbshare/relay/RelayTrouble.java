package dev.usbshare.relay;

import dev.usbshare.text.PlainText;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http.websocketx.WebSocketClientHandshakeException;
import io.netty.handler.proxy.ProxyConnectException;
import java.io.IOException;
import javax.net.ssl.SSLException;

/** What an exception of a relay's connection means to people. */
final class RelayTrouble {

    private static final int MAX_CHARS = 160;
    private static final int FORBIDDEN = 403;
    private static final int UNAUTHORIZED = 401;
    private static final int TOO_MANY = 429;
    private static final int FIRST_SERVER_ERROR = 500;

    private RelayTrouble() {}

    static RelayFailure of(Throwable thrown) {
        Throwable cause = thrown instanceof DecoderException && thrown.getCause() != null ? thrown.getCause() : thrown;
        return switch (cause) {
            case RelayProtocolException broken ->
                RelayFailure.lasting("it breaks the relay protocol (" + broken.getMessage() + "); use another relay");
            case WebSocketClientHandshakeException refused -> ofHandshake(refused);
            case SSLException tls ->
                RelayFailure.lasting("no TLS with it: " + message(tls)
                        + "; check its certificate, or name its authority in relay-trust");
            case ProxyConnectException proxy ->
                RelayFailure.passing("the proxy does not connect to it: " + message(proxy)
                        + "; check https_proxy, http_proxy and no_proxy in this program's environment");
            case IOException io -> RelayFailure.passing("the connection broke: " + message(io) + "; trying again");
            default ->
                RelayFailure.lasting("what it says is no WebSocket of a relay: " + message(cause) + "; check the URL");
        };
    }

    private static RelayFailure ofHandshake(WebSocketClientHandshakeException refused) {
        if (refused.response() == null) {
            return RelayFailure.passing("no WebSocket: " + message(refused) + "; trying again");
        }
        int status = refused.response().status().code();
        if (status == UNAUTHORIZED || status == FORBIDDEN) {
            return RelayFailure.lasting(
                    "the relay refuses this node (HTTP " + status + "); ask whoever runs it to let it in");
        }
        if (status == TOO_MANY || status >= FIRST_SERVER_ERROR) {
            return RelayFailure.passing(
                    "the relay cannot serve this node at present (HTTP " + status + "); trying again");
        }
        return RelayFailure.lasting("it answers HTTP " + status + " where relays take WebSockets; check the URL");
    }

    private static String message(Throwable cause) {
        String message = cause.getMessage();
        return PlainText.printable(message == null ? cause.getClass().getSimpleName() : message, MAX_CHARS);
    }
}
