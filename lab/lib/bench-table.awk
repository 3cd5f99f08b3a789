# Makes Markdown tables of what bench.sh noted: condition, way, row, value, detail; separated by tabs. One table for each
# condition, then the floors. Exit code 3 with enforce=1 when a floor is not reached.

BEGIN {
	FS = "\t"
	split("direct usbip wireguard usb-share", ways, " ")
	split("sequential read|sequential write|random 4 KiB read|control, GET_STATUS|key event|serial in|serial out", rows, "|")
	unit["sequential read"] = unit["sequential write"] = "MB/s (KiB per command)"
	unit["serial in"] = unit["serial out"] = "MB/s"
	unit["random 4 KiB read"] = unit["control, GET_STATUS"] = unit["key event"] = "ms"
}

!(($1) in known) { known[$1] = 1; conditions[++n_conditions] = $1 }

$4 == "failed" { failed[$1, $2, $3] = 1; next }

$3 ~ /^thread: / {
	if (!($3 in thread_sum)) threads[++n_threads] = $3
	thread_sum[$3] += $4
	thread_commands[$3] += $5
	next
}

{ sum[$1, $2, $3] += $4; count[$1, $2, $3]++; detail[$1, $2, $3] += $5 }

function name_of(condition, part) {
	split(condition, part, "/")
	return part[1] " ms" (part[2] == "" ? "" : ", " part[2] " % loss")
}

function mean(condition, way, row) { return sum[condition, way, row] / count[condition, way, row] }

function number(value) { return sprintf(value < 10 ? "%.2f" : value < 100 ? "%.1f" : "%.0f", value) }

function cell(condition, way, row, text) {
	if ((condition, way, row) in failed) return "failed"
	if (!((condition, way, row) in count)) return ""
	text = number(mean(condition, way, row))
	if (row ~ /^sequential/) text = text sprintf(" (%.0f)", detail[condition, way, row] / count[condition, way, row])
	return text
}

# Seconds for each GB, of hundredths of a second and bytes.
function per_gigabyte(condition, way, row) {
	if (!((condition, way, row) in count) || !detail[condition, way, row]) return ""
	return number(sum[condition, way, row] / 100 / (detail[condition, way, row] / 1e9))
}

# How many times as good as another way; 0 if unknown.
function ratio(condition, row, other) {
	if (!((condition, "usb-share", row) in count) || !((condition, other, row) in count)) return 0
	if (unit[row] == "ms") return mean(condition, other, row) / mean(condition, "usb-share", row)
	return mean(condition, "usb-share", row) / mean(condition, other, row)
}

function floor_of(condition, row) {
	if (condition + 0 >= 10) return 0.95
	if (condition == "0" && row ~ /^sequential/) return 0.25
	return 0
}

function verdict(condition, row, least, reached) {
	least = floor_of(condition, row)
	if (!least) return ""
	reached = ratio(condition, row, "usbip")
	if (!reached) { short++; return "NOT MEASURED" }
	if (reached >= least) { passed++; return "PASS (" least "x)" }
	short++
	return "FALLS SHORT (" least "x)"
}

function text_of(value) { return value ? sprintf("%.2fx", value) : "" }

END {
	for (c = 1; c <= n_conditions; c++) {
		condition = conditions[c]
		printf "### Round trip %s\n\n", name_of(condition)
		print "| | " (condition == "0" ? "direct | " : "") \
			"kernel USB/IP | over WireGuard | usb-share | to kernel USB/IP | to WireGuard | floor |"
		print "|---|" (condition == "0" ? "---|" : "") "---|---|---|---|---|---|"
		for (r = 1; r in rows; r++) {
			row = rows[r]
			if (!((condition, "usb-share", row) in count) && !((condition, "usb-share", row) in failed)) continue
			line = "| " row ", " unit[row] " |"
			for (w = condition == "0" ? 1 : 2; w <= 4; w++) line = line " " cell(condition, ways[w], row) " |"
			print line " " text_of(ratio(condition, row, "usbip")) " | " text_of(ratio(condition, row, "wireguard")) " | " \
				verdict(condition, row) " |"
		}
		line = "| CPU of the whole machine, s/GB |"
		for (w = condition == "0" ? 1 : 2; w <= 4; w++) line = line " " per_gigabyte(condition, ways[w], "CPU, whole machine") " |"
		print line " | | |"
		print "| CPU of both JVMs, s/GB |" (condition == "0" ? " |" : "") " | | " \
			per_gigabyte(condition, "usb-share", "CPU, both JVMs") " | | | |"
		print "| memory (RSS), server + client, MB |" (condition == "0" ? " |" : "") " | | " sprintf("%.0f + %.0f", \
			mean(condition, "usb-share", "memory, server") * 1.024e-3, mean(condition, "usb-share", "memory, client") * 1.024e-3) \
			" | | | |"
		print ""
	}
	if (n_threads) {
		print "### Where usb-share's time goes: sequential read at round trip 0, CPU ms for each command of three URBs\n"
		print "| thread | ms |\n|---|---|"
		for (t = 1; t <= n_threads; t++)
			printf "| %s | %.2f |\n", substr(threads[t], 9), thread_sum[threads[t]] * 10 / thread_commands[threads[t]]
		print ""
	}
	printf "Floors: %d passed, %d fall short. Ratios above 1 are in favour of usb-share, whatever the unit.\n", passed, short
	exit enforce && short ? 3 : 0
}
