# Shared by the scripts beside it; not run on its own. Needs $root.
# Sets: java, jar, module_options; exports what every JVM of ours must see.

java=${JAVA_HOME:+$JAVA_HOME/bin/}java
jar=$root/target/surprisal.jar
module_options="--add-modules jdk.incubator.vector"
export FLINK_CONF_DIR=${FLINK_CONF_DIR:-$root/conf}
# Libraries that would call home are told not to.
export OPT_OUT_TRACKING=true

build_if_needed() {
    if [ -f "$jar" ] && [ -z "$(find "$root/src/main" "$root/pom.xml" -newer "$jar" -print -quit)" ]; then
        return
    fi
    echo "building $jar (first use, or sources changed)" >&2
    mvn -q -B -f "$root/pom.xml" package -Dmaven.test.skip=true >&2
}
