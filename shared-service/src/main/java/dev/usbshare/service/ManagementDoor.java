package dev.usbshare.service;

import dev.usbshare.service.remote.RemoteDoor;
import dev.usbshare.service.remote.RemoteManagement;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Set;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;

/**
 * Decides by the door a request came through: the Unix socket's connector leads to everything, that for other machines too if they have the
 * token, and any other one to reading health, info and metrics only.
 */
final class ManagementDoor extends ValveBase {

    private static final Set<String> OPEN_PATHS = Set.of(
            "/actuator/health",
            "/actuator/health/liveness",
            "/actuator/health/readiness",
            "/actuator/info",
            "/actuator/prometheus");

    private static final int TOO_MANY_REQUESTS = 429;

    private final Connector unixConnector;
    private final RemoteManagement remote;

    ManagementDoor(Connector unixConnector, RemoteManagement remote) {
        super(true);
        this.unixConnector = unixConnector;
        this.remote = remote;
    }

    @Override
    public void invoke(Request request, Response response) throws IOException, jakarta.servlet.ServletException {
        int refused = unixConnector.equals(request.getConnector())
                ? 0
                : remote.opened()
                        .filter(opened -> opened.connector().equals(request.getConnector()))
                        .map(opened -> refusedRemotely(opened.door(), request, response))
                        .orElseGet(() -> refusedLocally(request));
        if (refused == 0) {
            getNext().invoke(request, response);
        } else {
            response.setStatus(refused);
        }
    }

    private static int refusedLocally(Request request) {
        // The raw path is compared, byte for byte: no encoding of another path can equal one of these.
        boolean open = request.getMethod().equals("GET") && OPEN_PATHS.contains(request.getRequestURI());
        return open ? 0 : HttpServletResponse.SC_NOT_FOUND;
    }

    private static int refusedRemotely(RemoteDoor door, Request request, Response response) {
        var from = new InetSocketAddress(InetAddress.ofLiteral(request.getRemoteAddr()), request.getRemotePort());
        return switch (door.decide(from, request.getHeader("Authorization"))) {
            case IN -> 0;
            case NO_TOKEN, WRONG_TOKEN -> {
                response.setHeader("WWW-Authenticate", "Bearer");
                yield HttpServletResponse.SC_UNAUTHORIZED;
            }
            case TOO_MANY -> {
                response.setHeader("Retry-After", Integer.toString(RemoteDoor.RETRY_SECONDS));
                yield TOO_MANY_REQUESTS;
            }
        };
    }
}
