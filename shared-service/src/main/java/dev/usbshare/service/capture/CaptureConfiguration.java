package dev.usbshare.service.capture;

import dev.usbshare.capture.Captures;
import dev.usbshare.service.StateDirectory;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Captures of the devices that the program's {@link CaptureTargets} finds, for {@code @Import}. */
@Configuration(proxyBeanMethods = false)
public class CaptureConfiguration {

    @Bean
    Captures captures() {
        return new Captures(Clock.systemUTC());
    }

    @Bean
    CaptureEndpoint captureEndpoint(Captures captures, CaptureTargets targets, StateDirectory state) {
        return new CaptureEndpoint(captures, targets, state.resolve("captures"), Clock.systemUTC());
    }
}
