# Functions for the other scripts, which source this file. They run the parts of a job one after the
# other, report how long each took, and exit with an error at the end if any part failed. One part may
# run beside the others.

parts_log=""
parts_failed=0
parts_dir=$(mktemp -d) || exit 1
trap 'rm -rf "$parts_dir"' EXIT
beside_pid=""

# part NAME COMMAND… runs the command and records its time and result.
part() {
	local name=$1 start=$SECONDS result=ok
	shift
	echo "== $name"
	"$@" 2>&1 | tee "$parts_dir/output" || { result=FAILED; record_failures; }
	parts_log+=$(printf '%6ds  %-7s %s' $((SECONDS - start)) "$result" "$name")$'\n'
}

# record_failures records that the part whose output is in a file failed, and the names of the failed tests:
# parts_end prints them, because the end of a long output is read first.
record_failures() {
	parts_failed=1
	grep -E '^ *--- FAIL: |^panic: |^	+Test.* \([0-9a-z.]+\)$|^WARNING: DATA RACE' "$parts_dir/output" | head -n 20 >>"$parts_dir/failures"
}

# beside NAME COMMAND… starts the command and returns. parts_end waits for it, prints its output, and
# records its time and result. A script may call it once.
beside() {
	beside_name=$1
	shift
	echo "== $beside_name: started, its output follows the other parts"
	set -m # in a process group of its own, which stops with this script
	{ "$@"; echo "$? $SECONDS" >"$parts_dir/result"; } >"$parts_dir/beside" 2>&1 </dev/null &
	beside_pid=$!
	set +m
	beside_start=$SECONDS
	trap '[ -z "$beside_pid" ] || kill -- "-$beside_pid"; rm -rf "$parts_dir"' EXIT
}

# beside_end waits for the command of beside.
beside_end() {
	local code=1 end=$SECONDS result=ok
	echo "== $beside_name"
	wait "$beside_pid"
	beside_pid=""
	tee "$parts_dir/output" <"$parts_dir/beside"
	read -r code end <"$parts_dir/result"
	[ "$code" = 0 ] || { result=FAILED; record_failures; }
	parts_log+=$(printf '%6ds  %-7s %s' $((end - beside_start)) "$result" "$beside_name, beside the others")$'\n'
}

# with_low_priority COMMAND… runs the command, which may be a function, with a lower priority.
with_low_priority() {
	# shellcheck disable=SC2016 # the parent of sh is the subshell
	(sh -c 'renice -n 10 -p "$PPID"' >/dev/null; "$@")
}

# parts_end prints the names of failed tests and the times, and exits.
parts_end() {
	[ -z "$beside_pid" ] || beside_end
	[ ! -s "$parts_dir/failures" ] || { printf '\nFailures:\n'; cat "$parts_dir/failures"; }
	printf '\n%s%6ds  total\n' "$parts_log" "$SECONDS"
	exit "$parts_failed"
}

# modules prints the directory of every module of the repository.
modules() {
	local mod
	for mod in go.mod */go.mod; do
		dirname "$mod"
	done
}

# each_module COMMAND… runs the command in every module.
each_module() {
	local dir failed=0
	for dir in $(modules); do
		(cd "$dir" && "$@") || { echo "in module $dir: $*" >&2; failed=1; }
	done
	return "$failed"
}
