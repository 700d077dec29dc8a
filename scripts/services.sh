#!/usr/bin/env bash
# Installs (Debian packages) and starts the servers that tests speak with, on the default ports of 127.0.0.1:
# PostgreSQL, MariaDB, Redis, RabbitMQ, Mosquitto, NATS; and Chromium for the browser tests.
# What runs already is used as it is. Services are started as plain processes: an image may forbid service
# managers. `scripts/services.sh --list` only says what is there.
set -euo pipefail

readonly HOST=127.0.0.1
readonly STATE="${MILLRACE_SERVICES_DIR:-/var/tmp/millrace-services}"
SUDO=()
if [ "$(id -u)" -ne 0 ]; then SUDO=(sudo -n); fi

say() { printf '%s\n' "$*"; }

is_open() { (exec 3<>"/dev/tcp/$HOST/$1") 2>/dev/null; }

wait_open() { # name port
  local tries=0
  until is_open "$2"; do
    tries=$((tries + 1))
    if [ "$tries" -ge 300 ]; then
      say "$1 did not open port $2 within 60 s; its log is in $STATE or /var/log." >&2
      return 1
    fi
    sleep 0.2
  done
}

as_user() { # user command...
  local user="$1"
  shift
  if [ "$(id -u)" -eq 0 ]; then setpriv --reuid "$user" --regid "$user" --init-groups -- "$@"; else "${SUDO[@]}" -u "$user" "$@"; fi
}

background() { # name command...: detached from this terminal and from make
  local name="$1"
  shift
  setsid nohup "$@" </dev/null >"$STATE/$name.log" 2>&1 &
}

# ---- packages ---------------------------------------------------------------------------------------------

missing_packages() {
  local package=()
  is_open 5432 || command -v pg_ctlcluster >/dev/null || package+=(postgresql)
  is_open 3306 || command -v mariadbd >/dev/null || [ -x /usr/sbin/mariadbd ] || package+=(mariadb-server)
  is_open 6379 || command -v redis-server >/dev/null || package+=(redis-server)
  is_open 5672 || [ -x /usr/sbin/rabbitmq-server ] || package+=(rabbitmq-server)
  is_open 1883 || [ -x /usr/sbin/mosquitto ] || package+=(mosquitto)
  is_open 4222 || [ -x /usr/sbin/nats-server ] || command -v nats-server >/dev/null || package+=(nats-server)
  [ -x "${MILLRACE_CHROMIUM:-/usr/bin/chromium}" ] || package+=(chromium fonts-dejavu-core)
  python3 -c 'import ensurepip, venv' 2>/dev/null || package+=(python3-venv)
  printf '%s\n' "${package[@]}"
}

install_packages() {
  local wanted
  mapfile -t wanted < <(missing_packages)
  if [ -z "${wanted[*]}" ]; then return; fi
  if ! command -v apt-get >/dev/null; then
    say "Not a Debian machine: install ${wanted[*]} yourself, then run this again." >&2
    return 1
  fi
  if [ "$(id -u)" -ne 0 ] && ! sudo -n true 2>/dev/null; then
    say "Installing ${wanted[*]} needs root: run 'sudo scripts/services.sh' once." >&2
    return 1
  fi
  say "installing ${wanted[*]}"
  "${SUDO[@]}" env DEBIAN_FRONTEND=noninteractive apt-get update -qq </dev/null
  "${SUDO[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
    "${wanted[@]}" </dev/null >"$STATE/apt.log" 2>&1 || { tail -n 20 "$STATE/apt.log" >&2; return 1; }
}

# ---- one function a server --------------------------------------------------------------------------------

start_postgresql() {
  local version
  version="$(pg_lsclusters --no-header | awk '$3 == 5432 {print $1; exit}')"
  if [ -z "$version" ]; then
    version="$(ls /usr/lib/postgresql | sort -n | tail -n 1)"
    "${SUDO[@]}" pg_createcluster --port 5432 "$version" main >/dev/null
  fi
  trust_postgresql "$version"
  "${SUDO[@]}" pg_ctlcluster --skip-systemctl-redirect "$version" main start
}

trust_postgresql() { # version: tests sign in as postgres over loopback without a password
  local rules="/etc/postgresql/$1/main/pg_hba.conf"
  if "${SUDO[@]}" grep -q '^# millrace tests' "$rules"; then return; fi
  "${SUDO[@]}" sed -i '1i # millrace tests\nhost all postgres 127.0.0.1/32 trust' "$rules"
}

start_mariadb() {
  if [ ! -d /var/lib/mysql/mysql ]; then "${SUDO[@]}" mariadb-install-db --user=mysql >"$STATE/mariadb-install.log" 2>&1; fi
  "${SUDO[@]}" install -d -o mysql -g mysql /run/mysqld
  background mariadb "${SUDO[@]}" mariadbd --user=mysql --bind-address="$HOST" --port=3306
}

start_redis() { background redis redis-server --bind "$HOST" --port 6379 --save '' --appendonly no --dir "$STATE"; }

start_rabbitmq() {
  background rabbitmq "${SUDO[@]}" env RABBITMQ_NODE_IP_ADDRESS="$HOST" RABBITMQ_NODENAME=rabbit@localhost \
    ERL_EPMD_ADDRESS="$HOST" /usr/sbin/rabbitmq-server
}

start_mosquitto() {
  printf 'listener 1883 %s\nallow_anonymous true\n' "$HOST" >"$STATE/mosquitto.conf"
  background mosquitto /usr/sbin/mosquitto -c "$STATE/mosquitto.conf"
}

start_nats() { background nats "$(command -v nats-server || echo /usr/sbin/nats-server)" -a "$HOST" -p 4222 -js -sd "$STATE/nats"; }

readonly SERVERS=("PostgreSQL 5432 postgresql" "MariaDB 3306 mariadb" "Redis 6379 redis" "RabbitMQ 5672 rabbitmq"
  "Mosquitto 1883 mosquitto" "NATS 4222 nats")

list() {
  local name port _
  for server in "${SERVERS[@]}"; do
    read -r name port _ <<<"$server"
    if is_open "$port"; then say "  $name: runs on $HOST:$port"; else say "  $name: not here"; fi
  done
  if [ -x "${MILLRACE_CHROMIUM:-/usr/bin/chromium}" ]; then say "  Chromium: installed"; else say "  Chromium: not here"; fi
}

main() {
  if [ "${1:-}" = "--list" ]; then list; return; fi
  mkdir -p "$STATE"
  install_packages
  local name port function
  for server in "${SERVERS[@]}"; do
    read -r name port function <<<"$server"
    if ! is_open "$port"; then say "starting $name"; "start_$function"; fi
  done
  for server in "${SERVERS[@]}"; do
    read -r name port function <<<"$server"
    wait_open "$name" "$port"
  done
  list
}

main "$@"
