package dev.usbshare.console.verbs;

import dev.usbshare.console.Choices;
import dev.usbshare.console.ConsoleConfiguration;
import dev.usbshare.console.ManagementClient;
import dev.usbshare.console.Verbs;
import dev.usbshare.console.doctor.Check;
import dev.usbshare.console.doctor.DoctorVerbs;
import java.time.Clock;
import java.time.ZoneId;
import java.util.List;
import java.util.function.UnaryOperator;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** The console with the verbs that both programs have, for {@code @Import}; the program's {@link Subject} says what they are about. */
@Configuration(proxyBeanMethods = false)
@Import(ConsoleConfiguration.class)
public class CommonVerbs {

    /**
     * What of these verbs is a program's own, as a bean of it.
     *
     * @param counts what {@code status} counts
     * @param checks of {@code doctor}
     * @param captured devices that can be captured
     * @param device what the service calls the device that a person names
     */
    public record Subject(
            List<StatusVerbs.Count> counts, List<Check> checks, Choices captured, UnaryOperator<String> device) {
        public Subject {
            counts = List.copyOf(counts);
            checks = List.copyOf(checks);
        }
    }

    @Bean
    Verbs statusVerbs(ManagementClient client, @Value("${spring.application.name}") String program, Subject subject) {
        return new StatusVerbs(client, program, subject.counts());
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
    Verbs captureVerbs(ManagementClient client, Subject subject) {
        return new CaptureVerbs(client, subject.captured(), subject.device());
    }

    @Bean
    Verbs relayVerbs(ManagementClient client) {
        return new RelayVerbs(client);
    }

    @Bean
    Verbs logsVerbs(ManagementClient client) {
        return new LogsVerbs(client);
    }

    @Bean
    Verbs doctorVerbs(Subject subject) {
        return new DoctorVerbs(subject.checks());
    }
}
