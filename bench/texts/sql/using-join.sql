SELECT m.title, r.stars FROM movies m INNER JOIN ratings r USING (movie_id) WHERE r.stars IS DISTINCT FROM 3;
