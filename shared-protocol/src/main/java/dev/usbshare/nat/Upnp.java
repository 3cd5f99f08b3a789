package dev.usbshare.nat;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A router's UPnP Internet Gateway Device, versions 1 and 2: found by SSDP, asked by SOAP. Only what the device that answers serves
 * itself is asked, so that an answer leads to no third machine.
 */
final class Upnp implements PortProtocol {

    static final InetSocketAddress SSDP = new InetSocketAddress("239.255.255.250", 1900);

    private static final int WAIT_MILLIS = 2000;
    private static final int MAX_ANSWERS = 16;
    private static final Pattern LOCATION = Pattern.compile("(?im)^location:[ \\t]*(\\S{1,300})[ \\t]*\\r?$");
    private static final String[] TARGETS = {
        "urn:schemas-upnp-org:device:InternetGatewayDevice:1", "urn:schemas-upnp-org:device:InternetGatewayDevice:2"
    };

    /** Errors of AddPortMapping (WANIPConnection:1 §2.4.16): a lease must be for ever; the port is somebody else's. */
    private static final String ONLY_PERMANENT = "725";

    private final InetSocketAddress search;
    private @Nullable SoapService service;

    Upnp(InetSocketAddress search) {
        this.search = search;
    }

    @Override
    public Mapping map(int port, int external) throws IOException {
        if (service == null) {
            service = discover();
        }
        SoapService asked = service;
        try {
            InetAddress outside = asked.externalAddress();
            if (!(outside instanceof Inet4Address)) {
                throw new IOException("the router tells no address of its own");
            }
            Duration lifetime = LIFETIME;
            try {
                asked.addPortMapping(port, external, lifetime);
            } catch (SoapException e) {
                if (!e.code().equals(ONLY_PERMANENT)) {
                    throw e;
                }
                // Taken back at the end, and asked for again as the others are.
                asked.addPortMapping(port, external, Duration.ZERO);
            }
            return new Mapping(new InetSocketAddress(outside, external), lifetime);
        } catch (IOException e) {
            service = null;
            throw e;
        }
    }

    @Override
    public void unmap(int port, Mapping mapping) throws IOException {
        if (service != null) {
            service.deletePortMapping(mapping.external().getPort());
        }
    }

    private SoapService discover() throws IOException {
        try (var socket = new DatagramSocket()) {
            for (String target : TARGETS) {
                byte[] question =
                        ("M-SEARCH * HTTP/1.1\r\nHOST: 239.255.255.250:1900\r\nMAN: \"ssdp:discover\"\r\nMX: 1\r\nST: "
                                        + target + "\r\n\r\n")
                                .getBytes(StandardCharsets.US_ASCII);
                socket.send(new DatagramPacket(question, question.length, search));
            }
            long deadline = System.nanoTime() + WAIT_MILLIS * 1_000_000L;
            IOException last = new IOException("no router answers");
            for (int answers = 0; answers < MAX_ANSWERS; answers++) {
                long left = (deadline - System.nanoTime()) / 1_000_000;
                if (left <= 0) {
                    break;
                }
                socket.setSoTimeout((int) left);
                var answer = new DatagramPacket(new byte[2048], 2048);
                try {
                    socket.receive(answer);
                } catch (SocketTimeoutException e) {
                    break;
                }
                try {
                    return SoapService.at(location(answer));
                } catch (IOException e) {
                    last = e;
                }
            }
            throw last;
        }
    }

    private static URI location(DatagramPacket answer) throws IOException {
        String text = new String(answer.getData(), 0, answer.getLength(), StandardCharsets.ISO_8859_1);
        Matcher found = LOCATION.matcher(text);
        try {
            if (text.startsWith("HTTP/1.1 200") && found.find()) {
                URI location = URI.create(found.group(1));
                if ("http".equals(location.getScheme())
                        && answer.getAddress().getHostAddress().equals(location.getHost())) {
                    return location;
                }
            }
        } catch (IllegalArgumentException e) {
            // Said below.
        }
        throw new IOException("a router's answer leads nowhere");
    }

    @Override
    public String name() {
        return "UPnP";
    }
}
