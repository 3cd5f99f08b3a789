package dev.usbshare.server.session;

import dev.usbshare.server.catalog.CatalogListener;
import dev.usbshare.server.catalog.SharedDevices;
import dev.usbshare.server.lease.LeaseRegistry;
import dev.usbshare.usb.BusId;
import dev.usbshare.usb.UsbDeviceInfo;
import dev.usbshare.wire.CloseCode;
import dev.usbshare.wire.ControlMessage;
import dev.usbshare.wire.ProtocolException;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A session's control stream: records in both directions, and the catalog as it changes. Behind the codecs that the greeting put
 * into the stream's pipeline.
 *
 * <p><b>Back-pressure</b>: while the client does not read, neither do we, and changes of the catalog are not queued: it
 * gets the whole catalog afresh when it reads again.
 */
final class ControlStream extends SimpleChannelInboundHandler<ControlMessage.FromClient> {

    private static final Logger LOG = LoggerFactory.getLogger(ControlStream.class);

    private final Session session;
    private final SharedDevices catalog;
    private final LeaseRegistry leases;
    private final CatalogChanges changes = new CatalogChanges();
    private final Consumer<BusId> holders = this::look;
    private @Nullable Channel channel;
    private @Nullable CatalogView view;
    private boolean catalogStale;

    ControlStream(Session session, SharedDevices catalog, LeaseRegistry leases) {
        this.session = session;
        this.catalog = catalog;
        this.leases = leases;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        channel = ctx.channel();
    }

    void send(ControlMessage.FromServer message) {
        if (channel != null) {
            channel.writeAndFlush(message).addListener(f -> {
                if (!f.isSuccess() && channel != null && channel.isActive()) {
                    LOG.atWarn()
                            .addKeyValue("peer", session.peer().toShortString())
                            .addKeyValue("error", f.cause())
                            .log("Could not send a control record");
                }
            });
        }
    }

    /** Sends the catalog, and its changes from now on. */
    void showCatalog() {
        // First listen, then look: a change in between is told twice rather than never.
        catalog.addListener(changes);
        leases.addListener(holders);
        view = new CatalogView(catalog, leases, session::approval);
        sendCatalog();
    }

    void hideCatalog() {
        view = null;
        catalog.removeListener(changes);
        leases.removeListener(holders);
    }

    /** The peer may see other devices now. */
    void approvalChanged() {
        if (view != null) {
            change(view.lookAtAll());
        }
    }

    private void sendCatalog() {
        catalogStale = false;
        if (view != null) {
            view.afresh().forEach(this::send);
        }
    }

    private void change(List<ControlMessage.FromServer> messages) {
        if (messages.isEmpty() || channel == null) {
            return;
        }
        if (channel.isWritable()) {
            messages.forEach(this::send);
        } else {
            catalogStale = true;
        }
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, ControlMessage.FromClient message) {
        session.received(message);
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        boolean writable = ctx.channel().isWritable();
        ctx.channel().config().setAutoRead(writable);
        if (writable && catalogStale) {
            sendCatalog();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        switch (cause) {
            case ProtocolException e -> session.failed(e);
            case IOException e -> {
                LOG.atDebug()
                        .addKeyValue("peer", session.peer().toShortString())
                        .setCause(e)
                        .log("The control stream broke");
                ctx.close();
            }
            default -> {
                LOG.atError()
                        .addKeyValue("peer", session.peer().toShortString())
                        .setCause(cause)
                        .log("A control record could not be handled");
                session.failed(new ProtocolException(CloseCode.INTERNAL, "a control record could not be handled"));
            }
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        session.controlEnded();
    }

    /** Looks again, on the stream's executor, at what other threads say has changed. */
    private final class CatalogChanges implements CatalogListener {
        @Override
        public void deviceArrived(UsbDeviceInfo device) {
            look(device.busId());
        }

        @Override
        public void deviceLeft(UsbDeviceInfo device) {
            onExecutor(shown -> shown.left(device.busId()));
        }

        @Override
        public void deviceWithdrawn(UsbDeviceInfo device) {
            look(device.busId());
        }

        @Override
        public void nicknameChanged(UsbDeviceInfo device) {
            look(device.busId());
        }
    }

    private void look(BusId busId) {
        onExecutor(shown -> shown.look(busId));
    }

    private void onExecutor(Function<CatalogView, List<ControlMessage.FromServer>> step) {
        Channel ch = channel;
        if (ch != null) {
            ch.eventLoop().execute(() -> {
                if (view != null) {
                    change(step.apply(view));
                }
            });
        }
    }
}
