package dev.usbshare.console.doctor;

import java.io.IOException;
import java.net.BindException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.List;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** The UDP port: whether it is free for a service, or answers as one. */
public final class UdpChecks {

    private static final String NAME = "udp port";

    private UdpChecks() {}

    /** Whether a service could have it. Port 0 always can. */
    public static Finding free(String address, int port) {
        try (var socket = new DatagramSocket(null)) {
            socket.bind(new InetSocketAddress(InetAddress.getByName(address), port));
            return Finding.ok(NAME, port == 0 ? "any free one will do" : port + " on " + address + " is free");
        } catch (BindException e) {
            return Finding.fail(
                    NAME,
                    port + " on " + address + " cannot be had (" + e.getMessage() + ")",
                    "stop the program that has it (ss -lunp), or choose another usb-share.listen.port");
        } catch (UnknownHostException | SocketException | IllegalArgumentException e) {
            return Finding.fail(
                    NAME, address + " is no address of this machine (" + e + ")", "correct usb-share.listen");
        }
    }

    /**
     * Whether a service answers.
     *
     * @param whose for the reader: {@code this server}, {@code server workshop}
     */
    public static Finding reachable(String whose, String host, int port) {
        try {
            var address = new InetSocketAddress(InetAddress.getByName(host), port);
            if (QuicProbe.answers(address, RandomGenerator.getDefault())) {
                return Finding.ok(NAME, whose + " answers on " + host + ":" + port);
            }
            return Finding.fail(
                    NAME,
                    whose + " does not answer on " + host + ":" + port,
                    "is it running, and is the port open in the firewalls between?");
        } catch (UnknownHostException e) {
            return Finding.fail(NAME, "no address is known for " + host, "correct the name of " + whose);
        } catch (PortUnreachableException e) {
            return Finding.fail(
                    NAME,
                    "nobody listens on " + host + ":" + port,
                    "start " + whose + " there, or correct its address");
        } catch (IOException e) {
            return Finding.fail(NAME, whose + " cannot be reached (" + e.getMessage() + ")", "look at the network");
        }
    }

    /** As a check. */
    public static Check of(Supplier<Finding> look) {
        return () -> List.of(look.get());
    }
}
