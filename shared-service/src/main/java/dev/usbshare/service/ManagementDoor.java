package dev.usbshare.service;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Set;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;

/**
 * Decides by the door a request came through: the Unix socket's connector leads to everything, any other one to reading
 * health, info and metrics only.
 */
final class ManagementDoor extends ValveBase {

    private static final Set<String> OPEN_PATHS = Set.of(
            "/actuator/health",
            "/actuator/health/liveness",
            "/actuator/health/readiness",
            "/actuator/info",
            "/actuator/prometheus");

    private final Connector unixConnector;

    ManagementDoor(Connector unixConnector) {
        super(true);
        this.unixConnector = unixConnector;
    }

    @Override
    public void invoke(Request request, Response response) throws IOException, jakarta.servlet.ServletException {
        // The raw path is compared, byte for byte: no encoding of another path can equal one of these.
        boolean open = unixConnector.equals(request.getConnector())
                || (request.getMethod().equals("GET") && OPEN_PATHS.contains(request.getRequestURI()));
        if (open) {
            getNext().invoke(request, response);
        } else {
            response.setStatus(HttpServletResponse.SC_NOT_FOUND);
        }
    }
}
