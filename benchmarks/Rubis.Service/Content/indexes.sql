-- Made after loading, which is faster than keeping them up to date row by row.
create unique index users_nickname on users (nickname);
create index users_region on users (region);
create index items_seller on items (seller);
create index items_category on items (category, end_date, id);
create index old_items_seller on old_items (seller);
create index old_items_category on old_items (category);
create index bids_item on bids (item_id);
create index bids_user on bids (user_id);
create index comments_from_user on comments (from_user_id);
create index comments_to_user on comments (to_user_id);
create index comments_item on comments (item_id);
create index buy_now_buyer on buy_now (buyer_id);
create index buy_now_item on buy_now (item_id);
