package dev.usbshare.service.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.usbshare.lookup.PkarrServer;
import dev.usbshare.nat.StunServer;
import dev.usbshare.relay.RelayUrl;
import dev.usbshare.service.StartFailures;
import dev.usbshare.service.network.NetworkProperties;
import jakarta.validation.Valid;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.context.annotation.Configuration;
import org.springframework.validation.annotation.Validated;

class NetworkSettingsTest {

    @Validated
    @ConfigurationProperties(prefix = "usb-share", ignoreUnknownFields = false)
    record Settings(
            @Meaning("The network.") @Valid @DefaultValue NetworkProperties network) {}

    @Configuration(proxyBeanMethods = false)
    @EnableConfigurationProperties(Settings.class)
    static class Bound {}

    private static final SettingTree TREE = SettingTree.of(Settings.class);

    @TempDir
    Path directory;

    private NetworkProperties read(String text, Map<String, String> variables) throws IOException {
        Path file = Files.writeString(directory.resolve("my.yml"), text);
        return new SettingsReader<>(Settings.class, Bound.class)
                .read(new SettingSources(TREE, Map.of(), variables, file))
                .values()
                .network();
    }

    @Test
    void nothingGiven_isThePublicOnes() throws Exception {
        NetworkProperties network = read("", Map.of());

        assertThat(network.relays())
                .hasSize(4)
                .contains(new RelayUrl("https://euc1-1.relay.n0.iroh.link./"))
                .allSatisfy(relay -> assertThat(relay.isSecure()).isTrue());
        assertThat(network.lookup()).containsExactly(new PkarrServer("https://dns.iroh.link/pkarr"));
        assertThat(network.dns()).containsExactly("dns.iroh.link");
        assertThat(network.lan()).isTrue();
        assertThat(network.offline() || network.portMapping() || network.publishAddresses() || network.relayOnly())
                .isFalse();
        assertThat(network.inForce()).isEqualTo(network);
    }

    @Test
    void emptyLists_areNone_notTheDefaults() throws Exception {
        NetworkProperties network = read("usb-share.network:\n  relays: []\n  lookup: []\n  dns: []\n", Map.of());

        assertThat(network.relays()).isEmpty();
        assertThat(network.lookup()).isEmpty();
        assertThat(network.dns()).isEmpty();
    }

    @Test
    void lists_areRead() throws Exception {
        NetworkProperties network = read("""
                usb-share.network:
                  relays: [ "HTTPS://Relay.Example:443" ]
                  lookup: [ "https://relay.example/pkarr/" ]
                  dns: [ nodes.example ]
                  stun: [ stun.example, "[2001:db8::1]:19302" ]
                """, Map.of());

        assertThat(network.relays()).containsExactly(new RelayUrl("https://relay.example/"));
        assertThat(network.lookup()).containsExactly(new PkarrServer("https://relay.example/pkarr"));
        assertThat(network.dns()).containsExactly("nodes.example");
        assertThat(network.stun())
                .containsExactly(new StunServer("stun.example:3478"), new StunServer("[2001:db8::1]:19302"));
    }

    @Test
    void offline_leavesNothingInForce_butTheLocalNetwork() throws Exception {
        NetworkProperties network = read(
                "usb-share.network:\n  stun: [ stun.example ]\n  port-mapping: true\n  publish-addresses: true\n",
                Map.of("USB_SHARE_NETWORK_OFFLINE", "true"));

        NetworkProperties inForce = network.inForce();

        assertThat(network.relays()).isNotEmpty();
        assertThat(inForce.relays()).isEmpty();
        assertThat(inForce.lookup()).isEmpty();
        assertThat(inForce.dns()).isEmpty();
        assertThat(inForce.stun()).isEmpty();
        assertThat(inForce.portMapping() || inForce.publishAddresses()).isFalse();
        assertThat(inForce.lan()).isTrue();
    }

    @Test
    void relayOnly_hidesFromTheLocalNetworkToo() throws Exception {
        NetworkProperties inForce = read(
                        "usb-share.network:\n  relay-only: true\n  publish-addresses: true\n", Map.of())
                .inForce();

        assertThat(inForce.lan() || inForce.publishAddresses()).isFalse();
        assertThat(inForce.relays()).hasSize(4);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "relays | ftp://x | is no relay's URL",
                "lookup | relay.example | is no URL of a lookup server",
                "dns | not_a_domain | is no domain",
                "stun | host:0 | is not a UDP port",
            })
    void wrongEntry_isNamedWithItsLine(String list, String entry, String why) {
        Throwable thrown =
                catchThrowable(() -> read("usb-share.network:\n  " + list + ":\n    - \"" + entry + "\"\n", Map.of()));

        assertThat(thrown).isNotNull();
        assertThat(StartFailures.explain(thrown).getMessage())
                .contains("usb-share.network." + list + "[0]", entry, "line 3", why)
                .doesNotContain("\n");
    }
}
