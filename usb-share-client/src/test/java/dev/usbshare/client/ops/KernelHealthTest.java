package dev.usbshare.client.ops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usbshare.client.vhci.KernelVhci;
import dev.usbshare.client.vhci.SysfsFixture;
import dev.usbshare.quic.NodeEventLoop;
import dev.usbshare.service.RunningService;
import dev.usbshare.service.StateDirectory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Primary;

/** The whole service's {@code usb} over HTTP, beside a folder that looks like the kernel's. */
class KernelHealthTest {

    /** Beside the state directory. */
    private static final String SYSFS = "vhci_hcd.0";

    private static final String READINESS = "/actuator/health/readiness";

    @Configuration(proxyBeanMethods = false)
    @Import(ClientService.class)
    static class WithKernel {

        @Bean
        @Primary
        VhciSide kernelSide(NodeEventLoop loop, StateDirectory state) {
            var blocking = Executors.newVirtualThreadPerTaskExecutor();
            Path sysfs = state.path().resolveSibling(SYSFS);
            return new VhciSide(new KernelVhci(loop.loop(), blocking, sysfs, "6.1.0"), blocking);
        }
    }

    @Test
    void usb_isDown_whileTheModuleIsGone(@TempDir Path directory) throws Exception {
        Path sysfs = Files.createDirectory(directory.resolve(SYSFS));
        Path away = directory.resolve("away");
        SysfsFixture.upstream(sysfs);
        try (var service =
                RunningService.start(WithKernel.class, directory.resolve("state"), "attach-mode=in-process")) {
            assertThat(service.tcp("GET", READINESS)).startsWith("200").contains("\"mode\":\"kernel\"");

            Files.move(sysfs, away);
            assertThat(service.tcp("GET", READINESS)).startsWith("503").contains("modprobe vhci_hcd");
            assertThat(service.tcp("GET", "/actuator/health/liveness")).startsWith("200");

            Files.move(away, sysfs);
            assertThat(service.tcp("GET", READINESS)).startsWith("200");
        }
    }
}
