package dev.usbshare.service.identity;

import dev.usbshare.identity.NodeId;
import dev.usbshare.identity.NodeKey;
import dev.usbshare.identity.NodeKeyException;
import dev.usbshare.identity.NodeKeyFile;
import dev.usbshare.service.Answers;
import dev.usbshare.service.audit.AuditException;
import dev.usbshare.service.audit.AuditLog;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;

/**
 * {@code identity}: who this node is. {@code POST .../rotate} gives it another key: at the next start, because everything that runs
 * has proved the present one. Peers that know this node follow by themselves.
 */
@Endpoint(id = "identity")
public final class IdentityEndpoint {

    private static final Logger LOG = LoggerFactory.getLogger(IdentityEndpoint.class);

    /**
     * @param earlierIds which peers that have not met this node since still know it by, the latest first
     * @param nextNodeId from the next start on; null without a rotation since this one
     */
    record Identity(
            String nodeId,
            String fingerprint,
            String keyFile,
            List<String> earlierIds,
            @Nullable String nextNodeId) {}

    record Rotation(String oldNodeId, String newNodeId, String newFingerprint, String note) {}

    private final NodeKey inUse;
    private final Path file;
    private final Clock clock;
    private final AuditLog audit;

    public IdentityEndpoint(NodeKey inUse, Path file, Clock clock, AuditLog audit) {
        this.inUse = inUse;
        this.file = file;
        this.clock = clock;
        this.audit = audit;
    }

    @ReadOperation
    WebEndpointResponse<Object> identity() {
        try {
            NodeId next = new NodeKeyFile(file).load().id();
            return Answers.done(new Identity(
                    inUse.id().toString(),
                    inUse.id().fingerprint(),
                    file.toString(),
                    inUse.history().earlierIds().stream().map(NodeId::toString).toList(),
                    next.equals(inUse.id()) ? null : next.toString()));
        } catch (NodeKeyException e) {
            return Answers.failure(Answers.UNAVAILABLE, "node key " + e.getMessage());
        }
    }

    @WriteOperation
    synchronized WebEndpointResponse<Object> change(@Selector String verb) {
        if (!verb.equals("rotate")) {
            return Answers.failure(Answers.NOT_FOUND, "an identity can be rotated: POST .../rotate");
        }
        NodeKeyFile keyFile = new NodeKeyFile(file);
        try {
            return rotate(keyFile, keyFile.load().id());
        } catch (NodeKeyException e) {
            return Answers.failure(Answers.UNAVAILABLE, "node key " + e.getMessage());
        } catch (AuditException e) {
            return Answers.failure(Answers.UNAVAILABLE, "the key was not changed: " + e.getMessage());
        }
    }

    /** The audit log first: no key comes into use that it does not know of. */
    private WebEndpointResponse<Object> rotate(NodeKeyFile keyFile, NodeId old) throws NodeKeyException {
        NodeId next;
        try {
            next = keyFile.rotate(
                            clock.instant(),
                            key -> audit.keepFirst(new IdentityEvent.IdentityRotated(
                                    old.toString(), key.id().toString())))
                    .id();
        } catch (NodeKeyException e) {
            audit.append(new IdentityEvent.IdentityStays(old.toString(), String.valueOf(e.getMessage())));
            throw e;
        }
        LOG.atInfo()
                .addKeyValue("oldNodeId", old)
                .addKeyValue("newNodeId", next)
                .log("Identity rotated; the new key is used from the next start on");
        return Answers.done(new Rotation(
                old.toString(),
                next.toString(),
                next.fingerprint(),
                "restart the service to use the new key; approved peers follow when they meet it next, and"
                        + " tickets that were handed out name the old one; the old key stays beside the new"
                        + " one as " + file.getFileName() + ".old-<n>: delete it when all peers have followed"));
    }
}
