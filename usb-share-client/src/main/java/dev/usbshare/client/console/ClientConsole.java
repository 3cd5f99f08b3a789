package dev.usbshare.client.console;

import dev.usbshare.client.dashboard.ClientDashboardCommand;
import dev.usbshare.console.Choices;
import dev.usbshare.console.ManagementClient;
import dev.usbshare.console.Verbs;
import dev.usbshare.console.verbs.CommonVerbs;
import dev.usbshare.console.verbs.Nodes;
import dev.usbshare.console.verbs.StatusVerbs.Count;
import dev.usbshare.console.verbs.StatusVerbs.Part;
import dev.usbshare.dashboard.DashboardVerbs;
import java.util.List;
import java.util.function.UnaryOperator;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;

/** The client's console: all its verbs. */
@Configuration(proxyBeanMethods = false)
@Import(CommonVerbs.class)
public class ClientConsole {

    private static final List<Count> COUNTS = List.of(
            new Count(
                    "servers",
                    "servers",
                    List.of(new Part(
                            "connected", row -> row.path("state").asString().equals("connected")))),
            new Count("devices", "devices", List.of(new Part("attached", row -> row.has("attachment")))),
            new Count("attachments", "attachments", List.of()));

    @Bean
    Nodes servers(ManagementClient client) {
        return new Nodes(client, "servers", "nodeId", "name", "no server is", "servers list");
    }

    @Bean
    Devices devices(ManagementClient client) {
        return new Devices(client);
    }

    @Bean
    Verbs serverVerbs(ManagementClient client, Nodes servers) {
        return new ServerVerbs(client, servers);
    }

    @Bean
    Verbs connectVerbs(ManagementClient client, Nodes servers) {
        return new ConnectVerbs(client, servers);
    }

    @Bean
    CommonVerbs.Subject subject(
            ManagementClient client, Environment settings, @Value("${spring.application.name}") String program) {
        return new CommonVerbs.Subject(
                COUNTS, ClientChecks.all(client, settings, program), () -> attached(client), UnaryOperator.identity());
    }

    @Bean
    Verbs deviceVerbs(ManagementClient client, Devices devices, Nodes servers) {
        return new DeviceVerbs(client, devices, servers);
    }

    @Bean
    Verbs attachmentVerbs(ManagementClient client, Devices devices) {
        return new AttachmentVerbs(client, devices);
    }

    @Bean
    Verbs ruleVerbs(ManagementClient client, Nodes servers) {
        return new RuleVerbs(client, servers);
    }

    @Bean
    Verbs pinVerbs(ManagementClient client, Nodes servers) {
        return new PinVerbs(client, servers);
    }

    private static List<Choices.Choice> attached(ManagementClient client) {
        return client.get("attachments")
                .valueStream()
                .map(row -> new Choices.Choice(
                        row.path("server").asString() + "/" + row.path("busId").asString(),
                        row.path("product").asString("")))
                .toList();
    }

    @Bean
    Verbs dashboardVerbs(ManagementClient client) {
        return new DashboardVerbs(terminal -> ClientDashboardCommand.run(client, terminal));
    }
}
