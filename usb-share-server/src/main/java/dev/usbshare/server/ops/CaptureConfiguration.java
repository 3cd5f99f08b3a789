package dev.usbshare.server.ops;

import dev.usbshare.capture.Captures;
import dev.usbshare.server.catalog.SharedDevices;
import dev.usbshare.service.StateDirectory;
import dev.usbshare.service.capture.CaptureEndpoint;
import dev.usbshare.service.capture.CaptureTargets;
import java.time.Clock;
import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Captures of this machine's devices, for {@code @Import}. */
@Configuration(proxyBeanMethods = false)
class CaptureConfiguration {

    @Bean
    Captures captures() {
        return new Captures(Clock.systemUTC());
    }

    @Bean
    CaptureEndpoint captureEndpoint(Captures captures, UsbSide usb, SharedDevices shared, StateDirectory state) {
        var choice = new DeviceChoice(usb.host(), shared);
        return new CaptureEndpoint(
                captures, text -> targets(choice, text), state.resolve("captures"), Clock.systemUTC());
    }

    private static List<CaptureTargets.Target> targets(DeviceChoice choice, String text) {
        return choice.all(text).stream()
                .map(device -> new CaptureTargets.Target(
                        device.busId().value(), device.busNumber() << 16 | device.deviceNumber()))
                .toList();
    }
}
