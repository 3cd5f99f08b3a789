package dev.usbshare.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Networks that let nothing out but through a proxy. */
class RelayProxyTest {

    private static final RelayUrl RELAY = new RelayUrl("https://relay.test");

    private final List<AutoCloseable> resources = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable resource : resources.reversed()) {
            resource.close();
        }
    }

    private <T extends AutoCloseable> T open(T resource) {
        resources.add(resource);
        return resource;
    }

    private static void eventually(ThrowingRunnable assertion) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(5))
                .untilAsserted(assertion);
    }

    @Test
    void relay_isReachedThroughTheProxy_whichLooksItUp() throws Exception {
        TestRelay relay = open(new TestRelay());
        ConnectProxy proxy = open(new ConnectProxy("200 OK"));
        var url = new RelayUrl("http://relay.test:" + relay.url().port());
        var choice = new ProxyChoice(null, Map.of("http_proxy", "http://me:p%40ss@127.0.0.1:" + proxy.port()));

        RelayedNode node = open(RelayedNode.behind(choice, url));

        eventually(() -> assertThat(node.homes).containsExactly(url.text()));
        assertThat(proxy.requests)
                .singleElement()
                .asString()
                .startsWith("CONNECT relay.test:" + url.port())
                .containsIgnoringCase("proxy-authorization: Basic bWU6cEBzcw==");
    }

    @Test
    void proxy_refuses_saysSo() throws Exception {
        ConnectProxy proxy = open(new ConnectProxy("403 Forbidden"));
        var choice = new ProxyChoice(null, Map.of("https_proxy", "127.0.0.1:" + proxy.port()));

        RelayedNode node = open(RelayedNode.behind(choice, RELAY));

        eventually(() -> assertThat(node.statusOf(RELAY).problem())
                .contains("the proxy does not connect")
                .contains("403"));
    }

    @Test
    void proxy_isNotThere_saysSo() throws Exception {
        ConnectProxy proxy = new ConnectProxy("200 OK");
        proxy.close();
        var choice = new ProxyChoice(null, Map.of("HTTPS_PROXY", "127.0.0.1:" + proxy.port()));

        RelayedNode node = open(RelayedNode.behind(choice, RELAY));

        eventually(() -> assertThat(node.statusOf(RELAY).problem()).contains("the proxy 127.0.0.1"));
    }

    @Test
    void environment_asOtherProgramsUnderstandIt() {
        assertThat(of(Map.of("https_proxy", "http://proxy.test:3128"))).isEqualTo("proxy.test port 3128");
        assertThat(of(Map.of("HTTPS_PROXY", "proxy.test"))).isEqualTo("proxy.test port 80");
        assertThat(of(Map.of("https_proxy", "[2001:db8::1]:8080"))).isEqualTo("2001:db8::1 port 8080");
        assertThat(of(Map.of("https_proxy", ""))).isEqualTo("none");
        assertThat(of(Map.of("https_proxy", "socks5://proxy.test"))).isEqualTo("none");
        assertThat(of(Map.of("https_proxy", "not a proxy"))).isEqualTo("none");
        assertThat(of(Map.of("HTTP_PROXY", "http://proxy.test"))).isEqualTo("none");
        assertThat(of(Map.of("https_proxy", "p", "no_proxy", "other.test, .test")))
                .isEqualTo("none");
        assertThat(of(Map.of("https_proxy", "p", "NO_PROXY", "relay.test"))).isEqualTo("none");
        assertThat(of(Map.of("https_proxy", "p", "NO_PROXY", "*"))).isEqualTo("none");
        assertThat(of(Map.of("https_proxy", "p", "NO_PROXY", "elay.test"))).isEqualTo("p port 80");
    }

    private static String of(Map<String, String> environment) {
        return new ProxyChoice(null, environment)
                .proxyFor(RELAY)
                .map(HttpProxy::toString)
                .orElse("none");
    }

    @Test
    void thisMachine_needsNone() {
        var choice = new ProxyChoice(null, Map.of("http_proxy", "proxy.test"));

        assertThat(choice.proxyFor(new RelayUrl("http://127.0.0.1:3340"))).isEmpty();
        assertThat(choice.proxyFor(new RelayUrl("http://localhost"))).isEmpty();
        assertThat(choice.proxyFor(new RelayUrl("http://[::1]"))).isEmpty();
    }

    @Test
    void properties_comeFirst() {
        var selector = new ProxySelector() {
            @Override
            public List<Proxy> select(URI uri) {
                return List.of(
                        Proxy.NO_PROXY,
                        new Proxy(Proxy.Type.HTTP, InetSocketAddress.createUnresolved("of.properties", 3128)));
            }

            @Override
            public void connectFailed(URI uri, SocketAddress address, IOException failure) {}
        };

        assertThat(new ProxyChoice(selector, Map.of("https_proxy", "of.environment")).proxyFor(RELAY))
                .hasValueSatisfying(proxy -> assertThat(proxy).hasToString("of.properties port 3128"));
    }

    @Test
    void password_isNotShown() {
        assertThat(HttpProxy.parse("http://me:secret@proxy.test"))
                .hasValueSatisfying(proxy -> assertThat(proxy.toString()).doesNotContain("secret"));
    }
}
