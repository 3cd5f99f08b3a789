package dev.usbshare.lookup;

import dev.usbshare.identity.NodeId;
import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.dns.DefaultDnsQuestion;
import io.netty.handler.codec.dns.DnsRawRecord;
import io.netty.handler.codec.dns.DnsRecord;
import io.netty.handler.codec.dns.DnsRecordType;
import io.netty.resolver.dns.DnsNameResolver;
import io.netty.resolver.dns.DnsNameResolverBuilder;
import io.netty.resolver.dns.DnsServerAddressStreamProvider;
import io.netty.resolver.dns.DnsServerAddressStreamProviders;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the DNS servers of this machine for the TXT records of {@code _iroh.<z-base-32 id>.<domain>}, which carry a node's addresses
 * where HTTP does not get through. They are not signed: anybody on the way may make them up, and the connection tells.
 *
 * <p><b>Confinement</b>: {@link #find} may be called by any thread; answers come on the event loop.
 */
public final class DnsLookup implements NodeLookup, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(DnsLookup.class);
    private static final long QUERY_MILLIS = 3000;
    private static final int MAX_QUERIES = 4;
    private static final int MAX_PAYLOAD_BYTES = 4096;
    private static final int MAX_RECORDS = 64;

    private final EventLoop loop;
    private final List<String> domains;
    private final DnsServerAddressStreamProvider servers;
    private @Nullable DnsNameResolver resolver;
    private boolean closed;

    /** @param loop one of {@link dev.usbshare.quic.NodeEventLoop} */
    public DnsLookup(EventLoop loop, List<String> domains) {
        this(loop, domains, DnsServerAddressStreamProviders.platformDefault());
    }

    DnsLookup(EventLoop loop, List<String> domains, DnsServerAddressStreamProvider servers) {
        this.loop = loop;
        this.domains = List.copyOf(domains);
        this.servers = servers;
    }

    @Override
    public void find(NodeId node, Consumer<NodeAddresses> found, Runnable done) {
        loop.execute(() -> {
            if (closed || domains.isEmpty()) {
                done.run();
                return;
            }
            var left = new AtomicInteger(domains.size());
            for (String domain : domains) {
                ask("_iroh." + Z32.of(node) + "." + domain + (domain.endsWith(".") ? "" : "."), found, () -> {
                    if (left.decrementAndGet() == 0) {
                        done.run();
                    }
                });
            }
        });
    }

    private void ask(String name, Consumer<NodeAddresses> found, Runnable done) {
        resolver()
                .resolveAll(new DefaultDnsQuestion(name, DnsRecordType.TXT))
                .addListener((Future<List<DnsRecord>> answer) -> {
                    if (answer.isSuccess()) {
                        NodeAddresses addresses = AddressTexts.parse(texts(answer.getNow()));
                        if (!addresses.isEmpty()) {
                            found.accept(addresses);
                        }
                    } else {
                        LOG.atDebug()
                                .addKeyValue("name", name)
                                .addKeyValue("error", FailureText.of(answer.cause()))
                                .log("Not found by DNS");
                    }
                    done.run();
                });
    }

    private DnsNameResolver resolver() {
        if (resolver == null) {
            boolean epoll = Epoll.isAvailable();
            resolver = new DnsNameResolverBuilder(loop)
                    .datagramChannelType(epoll ? EpollDatagramChannel.class : NioDatagramChannel.class)
                    .socketChannelType(epoll ? EpollSocketChannel.class : NioSocketChannel.class)
                    .nameServerProvider(servers)
                    .queryTimeoutMillis(QUERY_MILLIS)
                    .maxQueriesPerResolve(MAX_QUERIES)
                    .maxPayloadSize(MAX_PAYLOAD_BYTES)
                    // The name is complete.
                    .searchDomains(List.of())
                    .ndots(0)
                    .build();
        }
        return resolver;
    }

    /** Releases the records. */
    private static List<String> texts(List<DnsRecord> records) {
        var texts = new ArrayList<String>();
        for (DnsRecord each : records) {
            try {
                if (each instanceof DnsRawRecord raw
                        && raw.type().equals(DnsRecordType.TXT)
                        && texts.size() < MAX_RECORDS) {
                    texts.add(text(raw.content()));
                }
            } finally {
                ReferenceCountUtil.release(each);
            }
        }
        return texts;
    }

    /** All character strings of a record together; what is cut off is left out. */
    private static String text(ByteBuf data) {
        var text = new StringBuilder();
        while (data.isReadable()) {
            int length = Math.min(data.readUnsignedByte(), data.readableBytes());
            text.append(data.readCharSequence(length, StandardCharsets.UTF_8));
        }
        return text.toString();
    }

    /** To be called before the event loop ends. */
    @Override
    public void close() {
        loop.execute(() -> {
            closed = true;
            if (resolver != null) {
                resolver.close();
            }
        });
    }
}
