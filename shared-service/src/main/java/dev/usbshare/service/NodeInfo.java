package dev.usbshare.service;

import dev.usbshare.identity.NodeKey;
import dev.usbshare.wire.WireProtocol;
import java.util.LinkedHashMap;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.info.Info;
import org.springframework.boot.actuate.info.InfoContributor;

/** What {@code info} says of the program: which release, which node, which protocol. */
final class NodeInfo implements InfoContributor {

    private final String program;
    private final ObjectProvider<NodeKey> key;

    NodeInfo(String program, ObjectProvider<NodeKey> key) {
        this.program = program;
        this.key = key;
    }

    @Override
    public void contribute(Info.Builder builder) {
        var details = new LinkedHashMap<String, Object>();
        details.put("program", program);
        details.put("version", ServiceMain.version());
        details.put("protocol", WireProtocol.VERSION);
        key.ifAvailable(own -> {
            details.put("nodeId", own.id().toString());
            details.put("fingerprint", own.id().fingerprint());
        });
        builder.withDetail("usbShare", details);
    }
}
