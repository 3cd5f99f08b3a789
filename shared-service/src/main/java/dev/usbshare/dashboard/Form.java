package dev.usbshare.dashboard;

import dev.usbshare.tui.Area;
import dev.usbshare.tui.Ground;
import dev.usbshare.tui.Ink;
import dev.usbshare.tui.Key;
import dev.usbshare.tui.TextField;
import java.util.ArrayList;
import java.util.List;

/**
 * A dialog with fields to fill in.
 *
 * @param about what it is for, above the fields
 * @param active the field that keys go to
 * @param problem why it could not be sent; empty if nothing is wrong
 */
public record Form(String title, String about, List<Field> fields, int active, String problem) {

    private static final int COLUMNS = 68;

    /** @param hint what belongs into it */
    public record Field(String label, String hint, TextField content) {}

    /** What a key made of it. */
    public sealed interface Outcome {
        record Changed(Form form) implements Outcome {}

        record Sent(List<String> texts) implements Outcome {}

        record Cancelled() implements Outcome {}
    }

    public Form {
        fields = List.copyOf(fields);
    }

    public static Form of(String title, String about, Field... fields) {
        return new Form(title, about, List.of(fields), 0, "");
    }

    public static Field field(String label, String hint, String content) {
        return new Field(label, hint, TextField.of(content));
    }

    public Form withProblem(String text) {
        return new Form(title, about, fields, active, text);
    }

    public Outcome on(Key key) {
        return switch (key) {
            case Key.Named.ESCAPE -> new Outcome.Cancelled();
            case Key.Named.ENTER -> new Outcome.Sent(texts());
            case Key.Named.TAB, Key.Named.DOWN -> new Outcome.Changed(move((active + 1) % fields.size()));
            case Key.Named.BACK_TAB, Key.Named.UP ->
                new Outcome.Changed(move((active + fields.size() - 1) % fields.size()));
            default -> {
                var changed = new ArrayList<>(fields);
                Field field = fields.get(active);
                changed.set(
                        active,
                        new Field(field.label(), field.hint(), field.content().on(key)));
                yield new Outcome.Changed(new Form(title, about, changed, active, ""));
            }
        };
    }

    private Form move(int to) {
        return new Form(title, about, fields, to, problem);
    }

    public List<String> texts() {
        return fields.stream().map(f -> f.content().text().strip()).toList();
    }

    public void draw(Area area) {
        int columns = Math.min(COLUMNS, area.columns());
        List<String> lines = Lines.wrapped(about, columns - 4);
        List<String> troubles = problem.isEmpty() ? List.of() : Lines.wrapped(problem, columns - 4);
        int rows = lines.size() + 3 * fields.size() + troubles.size() + 4 + (troubles.isEmpty() ? 0 : 1);
        Area inside = Dialogs.box(area, columns, rows, title);
        int y = 0;
        for (String line : lines) {
            inside.text(0, y++, Ink.FAINT, line);
        }
        for (int i = 0; i < fields.size(); i++) {
            Field field = fields.get(i);
            y++;
            int end = inside.text(0, y, i == active ? Ink.ACCENT : Ink.TEXT, field.label());
            inside.text(end + 2, y++, Ink.FAINT, field.hint());
            field.content().draw(inside.on(Ground.FIELD).row(y++), i == active);
        }
        y += troubles.isEmpty() ? 0 : 1;
        for (String trouble : troubles) {
            inside.text(0, y++, Ink.BAD, trouble);
        }
        Keys.draw(inside.row(inside.rows() - 1), Keys.of("Enter", "send", "Tab", "next field", "Esc", "cancel"));
    }
}
