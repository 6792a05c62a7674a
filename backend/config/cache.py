"""The cache: counters of limits and one-time codes. Without it everything passes, nobody is locked out."""

from typing import Any

from django.core.cache.backends.redis import RedisCache, RedisCacheClient
from redis import Redis
from redis.exceptions import RedisError


class OneClient(RedisCacheClient):
    """Keeps its client: a new one for each command, as Django makes it, costs more than the command."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._kept: Redis | None = None

    def get_client(self, key: Any = None, *, write: bool = False) -> Redis:
        # There is one server, and the client may be shared by threads.
        if self._kept is None:
            self._kept = super().get_client(key, write=write)
        return self._kept


class OpenRedisCache(RedisCache):
    """Answer as an empty cache would while the server is away."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._class = OneClient

    def add(self, *args: Any, **kwargs: Any) -> bool:
        try:
            return bool(super().add(*args, **kwargs))
        except RedisError:
            return True

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        try:
            return super().get(key, default, version)
        except RedisError:
            return default

    def set(self, *args: Any, **kwargs: Any) -> None:
        try:
            super().set(*args, **kwargs)
        except RedisError:
            return

    def delete(self, *args: Any, **kwargs: Any) -> bool:
        try:
            return bool(super().delete(*args, **kwargs))
        except RedisError:
            return False

    def incr(self, *args: Any, **kwargs: Any) -> int:
        try:
            return int(super().incr(*args, **kwargs))
        except RedisError:
            return 0
