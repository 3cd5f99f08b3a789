package dev.usbshare.server.dashboard;

import dev.usbshare.dashboard.Call;
import dev.usbshare.dashboard.Dialog;
import dev.usbshare.dashboard.Form;
import dev.usbshare.dashboard.Keys;
import dev.usbshare.dashboard.Page;
import dev.usbshare.dashboard.Shown;
import dev.usbshare.tui.App.Step;
import dev.usbshare.tui.Area;
import dev.usbshare.tui.Key;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Who asks to come in, who is approved, who was denied. */
final class PeersPage implements Page<ServerData> {

    private static final Keys KEYS =
            Keys.of("Esc", "back", "a", "approve", "d", "deny", "x", "revoke or forget", "t", "invite", "?", "help");
    private static final List<String> FIELDS = List.of("name", "grants", "expires");

    @Override
    public char opener() {
        return 'p';
    }

    @Override
    public Keys keys() {
        return KEYS;
    }

    @Override
    public List<String> lines(ServerData data) {
        return PeerLines.of(data).stream().map(PeerLine::id).toList();
    }

    @Override
    public void draw(Shown<ServerData> shown, Area area) {
        PeerRows.draw(shown, area);
    }

    @Override
    public Step<Shown<ServerData>, Call> on(Shown<ServerData> shown, Key key) {
        return switch (key) {
            case Key.Typed(int c) when c == 't' -> shown.asking(ServerTickets.INVITE);
            case Key.Typed(int c) when c == 'r' -> shown.asking(Call.look());
            case Key.Typed(int c) ->
                selected(shown).map(line -> on(shown, line, c)).orElseGet(shown::step);
            case Key.Named.ENTER ->
                selected(shown).map(line -> on(shown, line, 'a')).orElseGet(shown::step);
            default -> shown.step();
        };
    }

    private static Optional<PeerLine> selected(Shown<ServerData> shown) {
        return PeerLines.of(shown.data()).stream()
                .filter(line -> line.id().equals(shown.selected()))
                .findFirst();
    }

    private static Step<Shown<ServerData>, Call> on(Shown<ServerData> shown, PeerLine line, int c) {
        return switch (line) {
            case PeerLine.Asks(ServerData.Asking asking) ->
                switch (c) {
                    case 'a' -> shown.with(approve(asking)).step();
                    case 'd' ->
                        shown.with(Dialog.yesOrNo(
                                        "Deny",
                                        "Deny " + line.name() + "? It is turned away silently from then on.",
                                        Call.post("Denied " + line.name(), Map.of(), "pending", asking.id(), "deny")))
                                .step();
                    case 'x' -> shown.asking(Call.delete("Forgot " + line.name(), "pending", asking.id()));
                    default -> shown.step();
                };
            case PeerLine.Approved(ServerData.Peer peer, boolean isHere) ->
                c == 'x'
                        ? shown.with(Dialog.yesOrNo(
                                        "Revoke",
                                        "Revoke the approval of " + line.name()
                                                + "? It is cut off at once and loses its devices.",
                                        Call.delete("Revoked " + line.name(), "peers", peer.id())))
                                .step()
                        : shown.step();
        };
    }

    private static Dialog approve(ServerData.Asking asking) {
        return Dialog.filling(
                Form.of(
                        "Approve a peer",
                        "Its fingerprint is " + asking.fingerprint()
                                + ". Compare it with what the client's dashboard shows on c.",
                        Form.field("Name", "for you", asking.nodeName()),
                        Form.field("Devices", "such as 046d:*, 1-1.4; empty for all that are shared", ""),
                        Form.field("Expires", "such as 8h, 30d or a date; empty for never", "")),
                texts -> {
                    var body = new HashMap<String, String>();
                    for (int i = 0; i < FIELDS.size(); i++) {
                        if (!texts.get(i).isEmpty()) {
                            body.put(FIELDS.get(i), texts.get(i));
                        }
                    }
                    String who = texts.getFirst().isEmpty() ? "the peer" : texts.getFirst();
                    return new Dialog.Wish.Valid(Call.post("Approved " + who, body, "pending", asking.id(), "approve"));
                });
    }
}
