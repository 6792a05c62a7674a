"""Addresses as old clients write them: any number of slashes in front, with or without one at the end."""

from django.urls import path, register_converter

from meetings.bmlt.answering import views


class BaseConverter:
    """`/`, `//main_server/` and the like; its value is the path of this root server."""

    regex = "/*(?:main_server/+)?"

    def to_python(self, value: str) -> str:
        return "/main_server" if "main_server" in value else ""

    def to_url(self, value: str) -> str:
        return "main_server/" if value else ""


class DataFormatConverter:
    regex = "[^/]+/?"

    def to_python(self, value: str) -> str:
        return value.removesuffix("/")

    def to_url(self, value: str) -> str:
        return f"{value}/"


register_converter(BaseConverter, "bmlt_base")
register_converter(DataFormatConverter, "bmlt_format")

urlpatterns = [
    path("<bmlt_base:base>client_interface/serverInfo.xml", views.server_info_xml, name="bmlt-server-info"),
    path("<bmlt_base:base>client_interface/<bmlt_format:data_format>", views.semantic, name="bmlt-semantic"),
]
