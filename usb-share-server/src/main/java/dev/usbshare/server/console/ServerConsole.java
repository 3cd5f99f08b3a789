package dev.usbshare.server.console;

import dev.usbshare.console.ConsoleConfiguration;
import dev.usbshare.console.ManagementClient;
import dev.usbshare.console.Verbs;
import dev.usbshare.console.doctor.DoctorVerbs;
import dev.usbshare.console.verbs.AuditVerbs;
import dev.usbshare.console.verbs.CaptureVerbs;
import dev.usbshare.console.verbs.DatabaseVerbs;
import dev.usbshare.console.verbs.IdentityVerbs;
import dev.usbshare.console.verbs.LogsVerbs;
import dev.usbshare.console.verbs.Nodes;
import dev.usbshare.console.verbs.StatusVerbs;
import dev.usbshare.console.verbs.StatusVerbs.Count;
import dev.usbshare.console.verbs.StatusVerbs.Part;
import dev.usbshare.dashboard.DashboardVerbs;
import dev.usbshare.server.dashboard.ServerDashboardCommand;
import java.time.Clock;
import java.time.ZoneId;
import java.util.List;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;

/** The server's console: all its verbs. */
@Configuration(proxyBeanMethods = false)
@Import(ConsoleConfiguration.class)
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
        return new Nodes(client, "peers", "id", "name", "peers list");
    }

    /** Nodes that asked: their names are what they call themselves, which proves nothing. */
    private static Nodes pending(ManagementClient client) {
        return new Nodes(client, "pending", "id", "nodeName", "peers pending");
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
        return new LeaseVerbs(client, devices);
    }

    @Bean
    Verbs statusVerbs(ManagementClient client, @Value("${spring.application.name}") String program) {
        return new StatusVerbs(client, program, COUNTS);
    }

    @Bean
    Verbs identityVerbs(ManagementClient client) {
        return new IdentityVerbs(client);
    }

    @Bean
    Verbs auditVerbs(ManagementClient client) {
        return new AuditVerbs(client, Clock.system(ZoneId.systemDefault()));
    }

    @Bean
    Verbs databaseVerbs(ManagementClient client) {
        return new DatabaseVerbs(client);
    }

    @Bean
    Verbs captureVerbs(ManagementClient client, Devices devices) {
        return new CaptureVerbs(client, devices::choices, devices::pattern);
    }

    @Bean
    Verbs dashboardVerbs(ManagementClient client) {
        return new DashboardVerbs(terminal -> ServerDashboardCommand.run(client, terminal));
    }

    @Bean
    Verbs logsVerbs(ManagementClient client) {
        return new LogsVerbs(client);
    }

    @Bean
    Verbs doctorVerbs(
            ManagementClient client, Environment settings, @Value("${spring.application.name}") String program) {
        return new DoctorVerbs(ServerChecks.all(client, settings, program));
    }
}
