package dev.usbshare.relay;

import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Through which proxy a relay is reached: that of Java's system properties ({@code https.proxyHost} and so on), or that of the
 * environment ({@code HTTPS_PROXY}, {@code http_proxy}, {@code NO_PROXY}), as other programs understand them. This machine itself needs none.
 */
final class ProxyChoice {

    private final @Nullable ProxySelector properties;
    private final Map<String, String> environment;

    /** @param properties null for none */
    ProxyChoice(@Nullable ProxySelector properties, Map<String, String> environment) {
        this.properties = properties;
        this.environment = Map.copyOf(environment);
    }

    static ProxyChoice ofThisMachine() {
        return new ProxyChoice(ProxySelector.getDefault(), System.getenv());
    }

    Optional<HttpProxy> proxyFor(RelayUrl relay) {
        if (isThisMachine(relay.host())) {
            return Optional.empty();
        }
        return ofProperties(relay).or(() -> ofEnvironment(relay));
    }

    private static boolean isThisMachine(String host) {
        return host.equals("localhost") || host.startsWith("127.") || host.equals("::1");
    }

    private Optional<HttpProxy> ofProperties(RelayUrl relay) {
        if (properties == null) {
            return Optional.empty();
        }
        List<Proxy> proxies = properties.select(URI.create(relay.text()));
        return proxies.stream()
                .filter(proxy -> proxy.type() == Proxy.Type.HTTP)
                .findFirst()
                .map(proxy -> (InetSocketAddress) proxy.address())
                .map(address -> new HttpProxy(address.getHostString(), address.getPort(), null, null));
    }

    private Optional<HttpProxy> ofEnvironment(RelayUrl relay) {
        // In capitals, HTTP_PROXY can be set from outside where programs are run for web requests; nobody reads it.
        String named = relay.isSecure() ? variable("https_proxy", "HTTPS_PROXY") : variable("http_proxy", "http_proxy");
        if (named.isEmpty() || isExcepted(relay.host())) {
            return Optional.empty();
        }
        return HttpProxy.parse(named);
    }

    private String variable(String name, String other) {
        String value = environment.getOrDefault(name, "");
        return value.isEmpty() ? environment.getOrDefault(other, "") : value;
    }

    private boolean isExcepted(String host) {
        for (String one : variable("no_proxy", "NO_PROXY").split(",", -1)) {
            String exception = one.strip().toLowerCase(Locale.ROOT);
            String suffix = exception.startsWith(".") ? exception.substring(1) : exception;
            if (exception.equals("*") || (!suffix.isEmpty() && (host.equals(suffix) || host.endsWith("." + suffix)))) {
                return true;
            }
        }
        return false;
    }
}
