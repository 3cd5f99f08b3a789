package dev.usbshare.server.relay;

import dev.usbshare.nat.StunMessage;
import dev.usbshare.service.limits.AddressBuckets;
import dev.usbshare.service.limits.TokenBucket;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DatagramPacket;

/**
 * Tells nodes from which address their packets come (RFC 8489, Binding). An answer has at most 2.6 times the bytes of the shortest question,
 * and there are few for each address, so that it is of little use to whoever forges addresses. Confined to the relay's event loop.
 */
@Sharable
final class StunResponder extends SimpleChannelInboundHandler<DatagramPacket> {

    private final RelayCounts counts;
    private final AddressBuckets each;
    private final TokenBucket all;

    StunResponder(RelayContext relay) {
        this.counts = relay.counts();
        this.each = new AddressBuckets(relay.clock(), RelayLimits.STUN_BURST, RelayLimits.STUN_PER_SECOND);
        this.all = new TokenBucket(relay.clock(), RelayLimits.STUN_TOTAL, RelayLimits.STUN_TOTAL);
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, DatagramPacket packet) {
        StunMessage request = StunMessage.parse(packet.content());
        if (request == null
                || request.type() != StunMessage.Type.REQUEST
                || !each.take(packet.sender())
                || !all.take()) {
            counts.add(RelayCount.STUN_IGNORED);
            return;
        }
        counts.add(RelayCount.STUN_ANSWERED);
        StunMessage answer = StunMessage.success(request.transaction(), packet.sender());
        ctx.write(new DatagramPacket(answer.encode(ctx.alloc()), packet.sender()));
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        ctx.flush();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        // An unreachable sender's ICMP message; the socket is as good as before.
    }
}
