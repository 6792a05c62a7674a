def test_the_bare_address_says_what_this_is_and_where_to_go(client):
    page = client.get("/").content.decode()

    assert "no crisis service" in page
    assert 'href="/console/"' in page
    assert 'href="/v1/docs"' in page


def test_the_page_over_the_schema_names_every_route(client):
    page = client.get("/v1/docs").content.decode()

    assert "/v1/check-ins/{check_in_id}/response" in page
    assert "<script" not in page
