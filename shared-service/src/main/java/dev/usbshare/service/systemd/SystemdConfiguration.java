package dev.usbshare.service.systemd;

import dev.usbshare.quic.NodeEventLoop;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Has systemd told how the service is, for {@code @Import}. Needs a {@link NodeEventLoop} bean. */
@Configuration(proxyBeanMethods = false)
public class SystemdConfiguration {

    @Bean
    @Nullable
    ServiceNotifier serviceNotifier(NodeEventLoop loop) {
        return notifier(loop, System::getenv);
    }

    static @Nullable ServiceNotifier notifier(NodeEventLoop loop, UnaryOperator<@Nullable String> environment) {
        return ManagerContract.of(
                        environment.apply("NOTIFY_SOCKET"),
                        environment.apply("WATCHDOG_USEC"),
                        environment.apply("WATCHDOG_PID"),
                        ProcessHandle.current().pid())
                .map(contract -> ServiceNotifier.open(contract, loop.loop()))
                .orElse(null);
    }
}
