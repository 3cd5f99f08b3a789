package dev.usbshare.relay;

import io.netty.util.concurrent.EventExecutor;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Asks for the addresses of hosts without keeping the event loop waiting: on a thread for each host that is asked for, however
 * many ask, since a system without a network may take half a minute to say so. Confined to the event loop.
 */
final class HostLookups {

    private final EventExecutor loop;
    private final HostResolver resolver;
    private final Map<String, List<Waiting>> waiting = new HashMap<>();

    private record Waiting(Consumer<List<InetAddress>> found, Consumer<String> failed) {}

    HostLookups(EventExecutor loop, HostResolver resolver) {
        this.loop = loop;
        this.resolver = resolver;
    }

    /**
     * Asks, unless it is being asked already.
     *
     * @param found told on the event loop, later
     * @param failed told instead what people should know
     */
    void find(String host, Consumer<List<InetAddress>> found, Consumer<String> failed) {
        boolean first = !waiting.containsKey(host);
        waiting.computeIfAbsent(host, h -> new ArrayList<>()).add(new Waiting(found, failed));
        if (first) {
            Thread.ofPlatform().daemon().name("usb-share-resolver").start(() -> ask(host));
        }
    }

    private void ask(String host) {
        try {
            List<InetAddress> addresses = resolver.resolve(host);
            loop.execute(() -> ended(host).forEach(one -> one.found().accept(addresses)));
        } catch (UnknownHostException e) {
            String text = "unknown host " + host + "; check the name, and this machine's DNS";
            loop.execute(() -> ended(host).forEach(one -> one.failed().accept(text)));
        }
    }

    private List<Waiting> ended(String host) {
        List<Waiting> all = waiting.remove(host);
        return all == null ? List.of() : all;
    }
}
