# Writes the password where only this process can read it, then becomes Valkey: arguments would show in process lists.
set -eu
umask 077
cp /etc/storefleet/valkey.conf /tmp/valkey.conf
printf 'requirepass %s\nmaxmemory %smb\n' "$CACHE_PASSWORD" "$((MEMORY_LIMIT_MIB * 3 / 4))" >>/tmp/valkey.conf
exec valkey-server /tmp/valkey.conf
