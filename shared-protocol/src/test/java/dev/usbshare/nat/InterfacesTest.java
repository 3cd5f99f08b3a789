package dev.usbshare.nat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usbshare.nat.Interfaces.Link;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class InterfacesTest {

    private static Link link(String name, String... addresses) {
        return new Link(name, Stream.of(addresses).map(InetAddress::ofLiteral).toList());
    }

    private static List<String> fit(Link... links) {
        return Interfaces.fit(List.of(links)).stream()
                .map(InetAddress::getHostAddress)
                .toList();
    }

    @Test
    void realNetworks_comeBeforeOverlays_andIpv4BeforeIpv6() {
        assertThat(fit(
                        link("wg0", "10.9.0.2"),
                        link("eth0", "2001:db8::1", "192.168.1.2"),
                        link("wlan0", "192.168.2.2")))
                .containsExactly("192.168.1.2", "192.168.2.2", "10.9.0.2", "2001:db8:0:0:0:0:0:1");
    }

    @Test
    void addressesThatMeanAnotherMachineElsewhere_areLeftOut() {
        assertThat(fit(link("eth0", "127.0.0.1", "169.254.1.1", "fe80::1", "::1", "224.0.0.1", "10.0.0.1")))
                .containsExactly("10.0.0.1");
    }

    @Test
    void networksOfContainers_countOnlyWhereThereIsNothingElse() {
        Link docker = link("docker0", "172.17.0.1");
        Link bridge = link("br-0a1b2c3d", "172.18.0.1");

        assertThat(fit(docker, bridge, link("eth0", "10.0.0.1"))).containsExactly("10.0.0.1");
        assertThat(fit(docker, bridge)).containsExactly("172.17.0.1", "172.18.0.1");
    }

    @Test
    void thereIsABound() {
        var many = new ArrayList<String>();
        for (int i = 0; i < 100; i++) {
            many.add("10.0.0." + i);
        }

        assertThat(fit(link("eth0", many.toArray(String[]::new)))).hasSize(Interfaces.MAX);
    }

    @Test
    void thisMachine_tellsItsOwn() throws Exception {
        assertThat(Interfaces.own())
                .noneMatch(InetAddress::isLoopbackAddress)
                .noneMatch(InetAddress::isLinkLocalAddress);
    }
}
