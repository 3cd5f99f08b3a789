package dev.usbshare.server.console;

import dev.usbshare.console.ManagementClient;
import dev.usbshare.console.Verbs;
import dev.usbshare.console.verbs.CommonVerbs;
import dev.usbshare.console.verbs.Nodes;
import dev.usbshare.console.verbs.StatusVerbs.Count;
import dev.usbshare.console.verbs.StatusVerbs.Part;
import dev.usbshare.dashboard.DashboardVerbs;
import dev.usbshare.server.dashboard.ServerDashboardCommand;
import java.util.List;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;

/** The server's console: all its verbs. */
@Configuration(proxyBeanMethods = false)
@Import(CommonVerbs.class)
public class ServerConsole {

    private static final List<Count> COUNTS = List.of(
            new Count(
                    "devices",
                    "devices",
                    List.of(
                            new Part("shared", row -> row.path("shared").asBoolean()),
                            new Part("leased", row -> row.path("leased").asBoolean()))),
            new Count("sessions", "sessions", List.of()),
            new Count(
                    "peers",
                    "peers",
                    List.of(new Part(
                            "expired", row -> row.path("status").asString().equals("expired")))),
            new Count(
                    "pending",
                    "pending",
                    List.of(new Part(
                            "waiting", row -> row.path("status").asString().equals("waiting")))));

    @Bean
    Devices devices(ManagementClient client) {
        return new Devices(client);
    }

    /** Approved nodes: their names are this server's own. */
    private static Nodes peers(ManagementClient client) {
        return new Nodes(client, "peers", "id", "name", "no peer is", "peers list");
    }

    /** Nodes that asked: their names are what they call themselves, which proves nothing. */
    private static Nodes pending(ManagementClient client) {
        return new Nodes(client, "pending", "id", "nodeName", "no node that asked is", "peers pending");
    }

    @Bean
    CommonVerbs.Subject subject(
            ManagementClient client,
            Devices devices,
            Environment settings,
            @Value("${spring.application.name}") String program) {
        return new CommonVerbs.Subject(
                COUNTS, ServerChecks.all(client, settings, program), devices::choices, devices::pattern);
    }

    @Bean
    Verbs deviceVerbs(ManagementClient client, Devices devices) {
        return new DeviceVerbs(client, devices);
    }

    @Bean
    Verbs sharingVerbs(ManagementClient client) {
        return new SharingVerbs(client);
    }

    @Bean
    Verbs peerVerbs(ManagementClient client) {
        return new PeerVerbs(client, peers(client));
    }

    @Bean
    Verbs pendingVerbs(ManagementClient client) {
        return new PendingVerbs(client, pending(client));
    }

    @Bean
    Verbs ticketVerbs(ManagementClient client) {
        return new TicketVerbs(client);
    }

    @Bean
    Verbs policyVerbs(ManagementClient client, Devices devices) {
        return new PolicyVerbs(client, devices, peers(client));
    }

    @Bean
    Verbs leaseVerbs(ManagementClient client, Devices devices) {
        return new LeaseVerbs(client, devices, peers(client));
    }

    @Bean
    Verbs dashboardVerbs(ManagementClient client) {
        return new DashboardVerbs(terminal -> ServerDashboardCommand.run(client, terminal));
    }
}
