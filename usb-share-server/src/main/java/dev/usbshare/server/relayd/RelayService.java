package dev.usbshare.server.relayd;

import dev.usbshare.quic.NodeEventLoop;
import dev.usbshare.service.ReadyDetails;
import dev.usbshare.service.ServiceConfiguration;
import dev.usbshare.service.StateDirectory;
import dev.usbshare.service.UsesSpringBootWithoutStore;
import dev.usbshare.service.config.LiveSettings;
import dev.usbshare.service.systemd.SystemdConfiguration;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** The relay as a service: one event loop that carries everything, and what looks after it. */
@Configuration(proxyBeanMethods = false)
@UsesSpringBootWithoutStore
@Import({RelaySettings.class, ServiceConfiguration.class, SystemdConfiguration.class, RelayHealthIndicator.class})
class RelayService {

    @Bean
    NodeEventLoop eventLoop() {
        return NodeEventLoop.open("usb-share-relay");
    }

    @Bean
    RelayDoor relayDoor(RelayProperties properties, StateDirectory state, NodeEventLoop loop) {
        return new RelayDoor(properties, new RecordFile(state.resolve("records"), Clock.systemUTC()), loop);
    }

    @Bean
    RelayMeterBinder relayMeters(RelayDoor door) {
        return new RelayMeterBinder(door);
    }

    /** Who may come in and most limits can be changed while the relay runs. */
    @Bean
    LiveSettings<RelayProperties> liveSettings(RelayDoor door) {
        return new LiveSettings<>(RelayProperties.class, door::change);
    }

    @Bean
    ReadyDetails relayDetails(RelayDoor door) {
        return door::details;
    }
}
