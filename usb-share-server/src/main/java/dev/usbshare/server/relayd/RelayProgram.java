package dev.usbshare.server.relayd;

import dev.usbshare.service.Command;
import dev.usbshare.service.Option;
import dev.usbshare.service.Program;
import java.util.List;

/** The relay's command line. */
public final class RelayProgram implements Program {

    public static final String NAME = "usb-share-relay";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String introduction() {
        return """
            usb-share-server relay: carries encrypted datagrams between usb-share nodes that cannot reach each other, keeps the records \
            by which they find each other, and tells them their address (STUN)

            Usage:
              usb-share-server relay [OPTIONS]           run the relay, until SIGTERM

            Example (TLS by the certificate that the file names):
              usb-share-server relay --config /etc/usb-share/relay.yml
            To try it, without TLS:
              usb-share-server relay --port 3340 --stun-port 3478""";
    }

    @Override
    public List<Command> commands() {
        return List.of();
    }

    @Override
    public List<Option> options() {
        return List.of(
                Option.setting(
                        "port",
                        "PORT",
                        "usb-share.listen.port",
                        "TCP port, 443 with a certificate and 3340 without if not given, 0 for any"),
                Option.setting(
                        "stun-port", "PORT", "usb-share.stun.port", "UDP port of STUN, 3478 if not given, 0 for any"),
                Option.setting("state-dir", "DIR", "usb-share.state-dir", "where the management socket is"));
    }

    @Override
    public Class<?> properties() {
        return RelayProperties.class;
    }

    @Override
    public Class<?> settings() {
        return RelaySettings.class;
    }

    @Override
    public boolean isOnlyService() {
        return true;
    }

    @Override
    public String defaults() {
        return "relay";
    }

    @Override
    public Class<?> application() {
        return RelayService.class;
    }
}
