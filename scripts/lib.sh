# Shared by the scripts beside it; not run on its own. Needs $root.
# Sets: java, jar, module_options; exports what every JVM of ours must see.

java=${JAVA_HOME:+$JAVA_HOME/bin/}java
jar=$root/target/surprisal.jar
module_options="--add-modules jdk.incubator.vector"
export FLINK_CONF_DIR=${FLINK_CONF_DIR:-$root/conf}
# Libraries that would call home are told not to.
export OPT_OUT_TRACKING=true

# A build that was interrupted leaves a jar without libraries; only a whole one has its original beside it.
build_if_needed() {
    local original=$root/target/original-surprisal.jar
    if [ -f "$jar" ] && [ -f "$original" ] && [ -z "$(find "$root/src/main" "$root/pom.xml" -newer "$jar" -print -quit)" ]; then
        return
    fi
    rm -f "$root"/target/*.jsa "$original"
    echo "building $jar (first use, or sources changed)" >&2
    mvn -q -B -f "$root/pom.xml" package -Dmaven.test.skip=true >&2
}

# Prints the options that make a JVM start with the classes of an earlier run (class data sharing),
# or that make it leave them behind where there was none; saves a third of the start. The archive is
# of one JVM: another one gets its own. Java would warn on standard output, which is for results.
class_archive_options() {
    local home archive
    home=$(readlink -f "$(command -v "$java")")
    archive=$root/target/classes-$(printf '%s' "$home" | cksum | cut -d' ' -f1).jsa
    echo "-Xlog:disable -Xlog:all=error:stderr"
    if [ -f "$archive" ]; then
        echo "-XX:SharedArchiveFile=$archive -Dsurprisal.halt=true"
    elif [ -w "$root/target" ]; then
        echo "-XX:ArchiveClassesAtExit=$archive.$$"
    fi
}

# Keeps the archive of a run that ended: another run may have been as quick.
keep_class_archive() {
    local written
    for written in "$root"/target/classes-*.jsa."$$"; do
        [ -f "$written" ] && mv -f "$written" "${written%."$$"}"
    done
    return 0
}

# The libraries of an embedded run: all but the web UI, which costs time to start and serves nobody.
embedded_libraries() {
    local library
    for library in "$root"/target/lib/*.jar; do
        case $library in
            */flink-runtime-web-*) ;;
            *) printf '%s:' "$library" ;;
        esac
    done
}
