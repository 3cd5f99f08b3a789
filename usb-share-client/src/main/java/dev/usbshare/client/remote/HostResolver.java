package dev.usbshare.client.remote;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Finds the address of a host without holding up the event loop. */
interface HostResolver {

    /** The system's own, names files and DNS alike, on a thread that lives as long as one look-up. */
    HostResolver SYSTEM = HostResolver::lookUp;

    /**
     * @param host name or literal
     * @return ends on any thread, a literal's before this returns; fails with {@link UnknownHostException}
     */
    CompletionStage<InetAddress> resolve(String host);

    private static CompletionStage<InetAddress> lookUp(String host) {
        var found = new CompletableFuture<InetAddress>();
        Runnable look = () -> {
            try {
                found.complete(InetAddress.getByName(host));
            } catch (UnknownHostException | RuntimeException e) {
                found.completeExceptionally(e);
            }
        };
        if (NetUtil.isValidIpV4Address(host) || NetUtil.isValidIpV6Address(host)) {
            look.run();
        } else {
            Thread.ofPlatform().daemon().name("usb-share-resolver").start(look);
        }
        return found;
    }
}
